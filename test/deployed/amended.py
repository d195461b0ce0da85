"""What ministack leaves out of AWS and the product rests on, added as AWS documents it. Every function here is one such
thing, and its first line says it: the test prints them. Nothing is made easier; policies are evaluated as deployed.
"""

import datetime
import json
import re
from urllib.parse import unquote

from ministack.core import iam_actions, iam_evaluator, lambda_runtime
from ministack.services import cloudwatch_logs, lambda_svc, s3, scheduler


def put_condition_keys():
    """s3:if-none-match, s3:object-lock-* and s3:ObjectCreationOperation of a put, for the bucket's policy
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
    """
    context = iam_actions.s3_service_context

    def of_put(action, query, path="", headers=None):
        keys, headers, query = context(action, query, path, headers), headers or {}, query or {}
        if action != "s3:PutObject":
            return keys
        keys["s3:ObjectCreationOperation"] = str("uploads" not in query and "partNumber" not in query).lower()
        for key, header in (("s3:if-none-match", "if-none-match"), ("s3:object-lock-mode", "x-amz-object-lock-mode")):
            if header in headers:
                keys[key] = headers[header]
        if until := headers.get("x-amz-object-lock-retain-until-date"):
            left = datetime.datetime.fromisoformat(until.replace("Z", "+00:00")) - datetime.datetime.now(datetime.UTC)
            keys["s3:object-lock-remaining-retention-days"] = str(left.days)
        return keys

    iam_actions.s3_service_context = of_put


def signing_algorithm():
    """kms:SigningAlgorithm of a signature, for the key's policy
    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
    """
    context = iam_actions.request_tag_context

    def of_sign(service, action, body, params):
        keys = context(service, action, body, params)
        return {**keys, "kms:SigningAlgorithm": json.loads(body)["SigningAlgorithm"]} if action == "kms:Sign" else keys

    iam_actions.request_tag_context = of_sign


def source_function():
    """lambda:SourceFunctionArn of what a function asks
    https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
    """
    credentials, enforce = lambda_runtime.execution_credentials, iam_evaluator.enforce
    functions = {}

    def remembered(config):
        given = credentials(config)
        functions[given["AWS_ACCESS_KEY_ID"]] = config["FunctionArn"]
        return given

    def of_function(access_key, action, service, region, resource_arn="*", service_context=None):
        source = {"lambda:SourceFunctionArn": functions[access_key]} if access_key in functions else {}
        return enforce(access_key, action, service, region, resource_arn, {**(service_context or {}), **source})

    lambda_runtime.execution_credentials, iam_evaluator.enforce = remembered, of_function


def principal_of_a_session():
    """aws:PrincipalArn of an assumed role is the role's ARN and not the session's
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
    """
    resolve = iam_evaluator._resolve_condition_key

    def of_role(key, context):
        if key.lower() != "aws:principalarn":
            return resolve(key, context)
        return re.sub(r":sts::(\d+):assumed-role/([^/]+)/.*", r":iam::\1:role/\2", context.principal_arn)

    iam_evaluator._resolve_condition_key = of_role


# Below a cluster: the path's segment and the resource's type.
KINDS = {
    "access-entries": "access-entry",
    "addons": "addon",
    "fargate-profiles": "fargateprofile",
    "node-groups": "nodegroup",
    "pod-identity-associations": "podidentityassociation",
}
OF_REPOSITORIES = ("DescribeRepositories", "BatchGetRepositoryScanningConfiguration", "ListTagsForResource")


def resources():
    """what a question is about, where ministack takes the cluster or * for it: a part of a cluster, a repository, a query's log group, a rule, an alarm
    https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
    """
    extract = iam_actions.extract_resource_arn

    def of_request(service, method, path, headers, body, params, region, account):
        arn = extract(service, method, path, headers, body, params, region, account)
        prefix = f"arn:aws:{service}:{region}:{account}:"
        _, _, operation = headers.get("x-amz-target", "").partition(".")
        if service == "eks":
            _, _, cluster, kind, name, *_ = (*path.split("/"), "", "", "", "")
            if kind in KINDS and name:
                # An access entry is named by its principal: its ARN has the principal's type, account and name.
                _, _, principal = unquote(name).rpartition(":")
                part = f"{principal.replace('/', f'/{account}/')}" if kind == "access-entries" else name
                return f"{prefix}{KINDS[kind]}/{cluster}/{part}/1"
        if service == "ecr" and arn == "*" and operation in OF_REPOSITORIES:
            asked = json.loads(body)
            name, *_ = (*asked.get("repositoryNames", []), asked.get("resourceArn", "*").rpartition("/")[2])
            return f"{prefix}repository/{name}"
        if operation in ("DescribeRule", "ListTargetsByRule"):
            asked = json.loads(body)
            return f"arn:aws:events:{region}:{account}:rule/{asked.get('Name') or asked.get('Rule')}"
        if operation in ("DescribeAlarms", "ListAlarmMuteRules"):
            kind = "alarm" if operation == "DescribeAlarms" else "alarm-mute-rule"
            return f"arn:aws:cloudwatch:{region}:{account}:{kind}:*"
        if operation == "ListLogAnomalyDetectors":
            return f"{prefix}log-group:*"
        if service == "logs" and operation == "GetQueryResults":
            query = cloudwatch_logs._queries.get(json.loads(body)["queryId"]) or {}
            return f"{prefix}log-group:{query.get('logGroupName', '')}"
        return arn

    iam_actions.extract_resource_arn = of_request


def confirmed_checksum():
    """the answer to a put confirms the checksum that came with it
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html#API_PutObject_ResponseSyntax
    """
    put = s3._put_object

    def confirmed(bucket, key, body, headers):
        status, said, answer = put(bucket, key, body, headers)
        if status == 200 and "x-amz-checksum-sha256" in headers:
            said["x-amz-checksum-sha256"] = s3._buckets[bucket]["objects"][key]["checksums"]["SHA256"]
        return status, said, answer

    s3._put_object = confirmed


def error_names():
    """a function's error is named by its name, so that Retry and Catch can tell them apart
    https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html
    """
    execute = lambda_svc._execute_function_warm

    def named(func, event, request_id):
        result = execute(func, event, request_id)
        body = result.get("body")
        if result.get("error") and body.get("errorType") == "Runtime.HandlerError":
            if name := re.search(r"^(\w+): ", result.get("log", ""), re.MULTILINE):
                body["errorType"] = name[1]
        return result

    lambda_svc._execute_function_warm = named


def no_sweeper():
    """no schedule fires by itself: ministack hands <aws.scheduler.scheduled-time> on as it is written; the test starts ticks
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
    """
    scheduler.start_scheduler = lambda: None


def amend() -> None:
    for one in (
        put_condition_keys,
        signing_algorithm,
        source_function,
        principal_of_a_session,
        resources,
        confirmed_checksum,
        error_names,
        no_sweeper,
    ):
        one()
        print("amended:", one.__doc__.split("\n")[0], flush=True)
