"""Labels in, models out: labelled rows, agreement, what to label next, training and measuring."""
