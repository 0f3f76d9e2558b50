"""An auditor for the quality of 绩效指标 text in published budget documents."""
