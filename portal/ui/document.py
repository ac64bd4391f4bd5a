"""The HTML around the app: language, description, font, and the theme before anything is painted."""

from __future__ import annotations

from typing import Final

from portal.ui.ids import ShellId

BOOT_SCRIPT: Final = (
    "(function(){var c='system';"
    f"try{{c=JSON.parse(localStorage.getItem('{ShellId.THEME_CHOICE}'))||c}}catch(e){{}}"
    "var d=c==='dark'||(c!=='light'&&matchMedia('(prefers-color-scheme: dark)').matches);"
    "var h=document.documentElement;h.setAttribute('data-bs-theme',d?'dark':'light');"
    "h.setAttribute('data-theme-choice',c);"
    "document.addEventListener('DOMContentLoaded',function(){"
    "document.body.setAttribute('data-ag-theme-mode',h.getAttribute('data-bs-theme'))})})()"
)
"""Runs before first paint, so that a dark page never flashes white; theme.js takes over."""

DESCRIPTION: Final = "Which customer segments are really in a table, who is in them, and what to do about them."
"""For the meta tags that Dash writes."""

INDEX_STRING: Final = f"""<!DOCTYPE html>
<html lang="en" data-bs-theme="light">
<head>
{{%metas%}}
<title>{{%title%}}</title>
<meta name="color-scheme" content="light dark">
<script>{BOOT_SCRIPT}</script>
<link rel="icon" type="image/svg+xml" href="/assets/favicon.svg">
<link rel="preload" as="font" type="font/woff2" href="/assets/fonts/inter-latin-wght-normal.woff2" crossorigin>
{{%css%}}
</head>
<body>
{{%app_entry%}}
<footer>
{{%config%}}
{{%scripts%}}
{{%renderer%}}
</footer>
<noscript>This portal draws its pictures with JavaScript. Switch it on to read them.</noscript>
</body>
</html>
"""
