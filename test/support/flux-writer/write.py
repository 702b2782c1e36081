"""Does to files what Flux v1 does when it commits: a ruamel.yaml round trip with its settings, and some edits on the way.

Reads {"files": [{"text": ..., "steps": [[EDIT, ...], ...]}, ...]} from stdin. Each step is one commit: it loads what the step before it
wrote. Writes {"ruamel": VERSION, "files": [{"texts": [...]}, ...]} to stdout, with one text per step, or "error" where a file
cannot be read. An EDIT names an object by "namespace" and "name" and says either

  "path": [...], "tag": ...    the tag of the image at this path below spec.values; its repository stays as it is written
  "annotate": {...}            annotations of the object; null takes one away
"""

import io
import json
import sys

import ruamel.yaml


def flux_yaml():
    yaml = ruamel.yaml.YAML()  # round trip: comments, order and block scalars stay
    yaml.explicit_start = True
    yaml.explicit_end = False
    yaml.preserve_quotes = True
    return yaml  # width and indentation are ruamel's own


def with_tag(image, tag):
    repository_end = image.rfind(":", image.rfind("/") + 1)
    return (image if repository_end < 0 else image[:repository_end]) + ":" + tag


def apply(edit, documents):
    wanted = (edit["namespace"], edit["name"])
    for document in documents:
        if document is None or document.get("kind") != "HelmRelease":
            continue
        metadata = document["metadata"]
        if (metadata.get("namespace", "default"), metadata["name"]) != wanted:
            continue
        if "tag" in edit:
            *way, last = edit["path"]
            place = document["spec"]["values"]
            for key in way:
                place = place[key]
            place[last] = with_tag(place[last], edit["tag"])
        for key, value in edit.get("annotate", {}).items():
            annotations = metadata.setdefault("annotations", {})
            if value is None:
                del annotations[key]
            else:
                annotations[key] = value
        return
    raise KeyError("no HelmRelease %s/%s" % wanted)


def commit(text, edits):
    yaml = flux_yaml()
    documents = list(yaml.load_all(text))
    for edit in edits:
        apply(edit, documents)
    out = io.StringIO()
    yaml.dump_all(documents, out)
    return out.getvalue()


def committed(file):
    text, texts = file["text"], []
    try:
        for edits in file["steps"]:
            text = commit(text, edits)
            texts.append(text)
    except Exception as error:  # a test is to show it, whatever it is
        return {"error": "%s: %s" % (type(error).__name__, error)}
    return {"texts": texts}


json.dump({"ruamel": ruamel.yaml.__version__, "files": [committed(file) for file in json.load(sys.stdin)["files"]]}, sys.stdout)
