"""Writing plans: every change of a plan is a function in this package."""
