"""Has checkov judge every template in every case (scripts/lib/instantiated_templates.py), in one run.

usage: judge_templates.py FOLDER        in the Python environment `judges`

What is left out, and why, is in checkov.yaml. Encryption with a key of the customer's is judged where EncryptionKeyArn is
given, in FOLDER/with-key; without it AWS's own keys encrypt.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CONFIG = Path(__file__).with_name("checkov.yaml")
# Table, log group, function's settings, topic, queue.
WITH_KEY = {"CKV_AWS_119", "CKV_AWS_158", "CKV_AWS_173", "CKV_AWS_26", "CKV_AWS_27"}


def main() -> int:
    folder = Path(sys.argv[1]).resolve()
    command = [str(Path(sys.executable).with_name("checkov")), "--config-file", str(CONFIG), "--directory", str(folder)]
    # Its own exit code counts the checks that are left out below.
    done = subprocess.run([*command, "--output", "json"], capture_output=True, text=True, check=False)
    try:
        results = json.loads(done.stdout)["results"]
    except (ValueError, KeyError, TypeError):
        print(f"checkov did not answer with results:\n{done.stdout[:2000]}{done.stderr[-2000:]}", file=sys.stderr)
        return 1
    wrong = [
        f"{Path(each['file_path']).name}: {each['resource']}: {each['check_id']} {each['check_name']}"
        for each in results["failed_checks"]
        if each["check_id"] not in WITH_KEY or Path(each["file_path"]).parent.name == "with-key"
    ]
    passed = results["passed_checks"]
    of_keys = sum(each["check_id"] in WITH_KEY and "/with-key/" in each["file_path"] for each in passed)
    unread = results.get("parsing_errors", [])
    print("\n".join([*wrong, *(f"{each}: checkov could not read it" for each in unread)]))
    print(f"{len(passed)} checks passed, {of_keys} of them of a key; {len(wrong)} failed")
    return 1 if wrong or unread or not of_keys else 0


if __name__ == "__main__":
    sys.exit(main())
