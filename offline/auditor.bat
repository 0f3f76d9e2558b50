@"%~dp0environment\Scripts\auditor.exe" %*
