"""What people type about plans, made clean. Forms never decide who may do what."""
