"""A lesson as the learner did it, to keep or hand in: one HTML file or one Markdown file.

`notebook.py` gathers the parts, `html.py` and `markdown.py` write them, `picture.py` draws the views.
"""
