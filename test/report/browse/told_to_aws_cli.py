# What the AWS CLI would ask AWS with these arguments: one JSON list of words a line in; a line out with the exit code, what was
# asked, and whether this version knows the operation.
import json
import os
import sys

os.environ.update(AWS_ACCESS_KEY_ID='x', AWS_SECRET_ACCESS_KEY='x', AWS_CONFIG_FILE='/dev/null', AWS_PAGER='')

from awscli.clidriver import create_clidriver  # noqa: E402

asked = []


class Answer:
    status_code = 200
    headers = {}


def capture(params, model, **kwargs):
    asked.append({'operation': model.name, 'params': params})


def answer(**kwargs):
    return Answer(), {}


# What the AWS CLI adds by itself, so that it can show what it gets.
added = {'ListObjectVersions': 'EncodingType', 'GetObject': 'ChecksumMode'}

driver = create_clidriver()
driver.session.register('provide-client-params.*.*', capture)
driver.session.register('before-call.*.*', answer)


def is_known(words):
    command = driver._get_command_table().get(words[0])
    return command is not None and words[1] in command._get_command_table()


for line in sys.stdin:
    asked.clear()
    words = json.loads(line)
    out, sys.stdout = sys.stdout, open(os.devnull, 'w')
    try:
        code = driver.main(words)
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdout = out
    for one in asked:
        one['params'] = {k: v for k, v in one['params'].items() if k != added.get(one['operation'])}
    told = {'code': code, 'asked': asked[:1], 'known': bool(asked) or is_known(words)}
    print(json.dumps(told, default=str), flush=True)
