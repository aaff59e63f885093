"""Every write of the rota: one module per area, one transaction per function."""
