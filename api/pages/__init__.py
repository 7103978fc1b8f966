"""The pages people see: server-rendered, readable without scripts, French by default."""

from api.pages.routes import router

__all__ = ["router"]
