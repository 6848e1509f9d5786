"""Sets up in the local Glue what a CloudFormation template says of Glue.

MiniStack refuses AWS::Glue::Workflow, so a stack on the local AWS is without its workflow; this makes it from the same lines.
"""

from __future__ import annotations

from typing import Any

from ..template import Template, TemplateError

__all__ = ["Template", "TemplateError", "create"]

# In the order they refer to each other; names of properties are those of the API.
CREATORS = {
    "AWS::Glue::Workflow": "create_workflow",
    "AWS::Glue::Job": "create_job",
    "AWS::Glue::Crawler": "create_crawler",
    "AWS::Glue::Trigger": "create_trigger",
}


def create(glue: Any, template: Template) -> dict[str, list[str]]:
    """Creates the stack's workflows, jobs, crawlers and triggers. Returns their names by kind."""
    made: dict[str, list[str]] = {}
    for kind, creator in CREATORS.items():
        for properties in template.resources(kind):
            getattr(glue, creator)(**properties)
            made.setdefault(kind.rpartition("::")[2].lower(), []).append(properties["Name"])
    return made
