"""Every form of the rota: one module per area."""
