"""Merely loads definitions, with PyYAML on libyaml: load.py FOLDER."""

import glob
import sys

import yaml

assert yaml.__with_libyaml__, "this PyYAML was built without libyaml"
for path in glob.iglob(f"{sys.argv[1]}/**/*.yml", recursive=True):
    with open(path, "rb") as file:
        yaml.load(file, Loader=yaml.CSafeLoader)
