"""Who works where: hubs, mandates, organisations, contacts."""
