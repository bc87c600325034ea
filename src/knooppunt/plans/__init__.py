"""The yearly action plans of the hubs and their statuses."""
