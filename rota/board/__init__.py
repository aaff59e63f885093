"""The rota as it is looked at: read once, compared with its draft, worded."""
