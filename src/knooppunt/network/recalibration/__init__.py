"""The yearly recalibration (herijking): rounds, the page behind the link, the look of the ambassador, the snapshot."""
