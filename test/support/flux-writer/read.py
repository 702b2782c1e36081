"""Reads {"texts": [...]} from stdin and writes what each reader makes of every text: {"READER": [VALUE or {"error": ...}, ...]}.

The readers are ruamel.yaml by the rules of YAML 1.2 and of 1.1, and PyYAML if it is there. What JSON does not know is written as text.
"""

import json
import sys

import ruamel.yaml

try:
    import yaml as pyyaml
except ImportError:
    pyyaml = None


def ruamel_reader(version):
    def read(text):
        yaml = ruamel.yaml.YAML(typ="safe", pure=True)
        yaml.version = version
        return yaml.load(text)

    return read


readers = {"ruamel.yaml 1.2": ruamel_reader((1, 2)), "ruamel.yaml 1.1": ruamel_reader((1, 1))}
if pyyaml:
    readers["PyYAML"] = pyyaml.safe_load


def value_of(read, text):
    try:
        return {"value": read(text)}
    except Exception as error:  # a test is to show it, whatever it is
        return {"error": "%s: %s" % (type(error).__name__, error)}


texts = json.load(sys.stdin)["texts"]
json.dump({name: [value_of(read, text) for text in texts] for name, read in readers.items()}, sys.stdout, default=repr)
