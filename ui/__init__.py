"""What people see: templates, ES modules, style, and the French and English catalogues. Served by `api.pages`."""
