"""The pages of written summaries: the list, a new one, the summary itself with its figures and parts, the templates.

Here belongs what a person sees and does with summaries; what they say and how they are made is
:mod:`app.services.summaries`' business.
"""
