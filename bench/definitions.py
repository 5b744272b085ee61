"""Writes complete definitions of 20 lines, no two alike, 100 to a folder: definitions.py FOLDER COUNT.

With --bodies FOLDER, also what a script would send for each: NUMBER.create.json and NUMBER.patch.json.
"""

import argparse
import json
import pathlib

BRIEF = """\
We need {people} fluent Spanish speakers to label sentiment in {posts} social media posts, batch {number:05}. Pay per label.

Read a post of at most 280 characters and choose one label: positive, negative, neutral or mixed. Posts are public
comments on banks and phone companies from both sides of the Atlantic, with slang, irony and emoji as people use them.
If a post can't be judged without its context, skip it: a skip is paid like a label.

The guidelines are 6 pages with 40 worked examples. You begin with a paid round of 200 posts, and we talk about the
differences. After that one post in ten is labeled twice; we ask for an agreement (Cohen's kappa) of 0.75 or more.
You bring Spanish as a first language or at that level, and some earlier work in text classification.
"""


def fields(number):
    """The five pinned values."""
    return {
        "jobTitle": f"Spanish sentiment labeling, batch {number:05}",
        "experienceLevel": "INTERMEDIATE",
        "paymentType": "PAY_PER_LABEL",
        "pricePerLabel": round(0.05 + number % 9 / 100, 2),
        "headcount": number % 40 + 1,
    }


def brief(number):
    return BRIEF.format(people=number % 40 + 1, posts=1000 + number, number=number)


def definition(number):
    """The text of a definition, as those in jobs/ are written."""
    lines = ["# yaml-language-server: $schema=../../schema/job.schema.json", f"id: load/{number:05}"]
    lines += ["state: published", "description: |"]
    lines += [f"  {line}".rstrip() for line in brief(number).splitlines()]
    lines += ["# What stands here goes live as it is.", "fields:"]
    lines += [f"  {key}: {value}" for key, value in fields(number).items()]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--bodies", type=pathlib.Path)
    args = parser.parse_args()
    for number in range(args.count):
        home = args.folder / f"{number // 100:03}"
        home.mkdir(parents=True, exist_ok=True)
        (home / f"{number:05}.yml").write_text(definition(number), encoding="utf-8")
        if args.bodies:
            args.bodies.mkdir(parents=True, exist_ok=True)
            key = f"loop/{number:05}"
            create = {"rawJobDescription": brief(number), "externalId": key, "idempotencyKey": key}
            patch = {**fields(number), "jobDescription": brief(number)}
            (args.bodies / f"{number:05}.create.json").write_text(json.dumps(create), encoding="utf-8")
            (args.bodies / f"{number:05}.patch.json").write_text(json.dumps(patch), encoding="utf-8")


if __name__ == "__main__":
    main()
