"""Pages of the rota, one module per area."""
