# S3Copier from a release zip: queue, dead-letter queue, state table, role, function, alias and event source. The notification of
# the source bucket is left to whoever owns it. policy.json.tftpl is generated from functions/S3Copier/template.yaml.

terraform {
  required_version = ">= 1.6"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.60"
    }
  }
}

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
data "aws_partition" "current" {}

resource "aws_sqs_queue" "dead_letters" {
  name                      = "${var.name}-s3-copier-dead-letters"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue" "copies" {
  name                       = "${var.name}-s3-copier"
  visibility_timeout_seconds = 1800
  message_retention_seconds  = 345600
  sqs_managed_sse_enabled    = true
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue_policy" "copies" {
  queue_url = aws_sqs_queue.copies.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "SourceTopicSends"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.copies.arn
        Condition = { ArnEquals = { "aws:SourceArn" = var.source_topic_arn } }
      },
      {
        Sid       = "NothingUnencrypted"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.copies.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "copies" {
  topic_arn  = var.source_topic_arn
  protocol   = "sqs"
  endpoint   = aws_sqs_queue.copies.arn
  depends_on = [aws_sqs_queue_policy.copies]
}

resource "aws_dynamodb_table" "state" {
  name         = "${var.name}-s3-copier"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "pk"
  range_key    = "sk"

  attribute {
    name = "pk"
    type = "S"
  }
  attribute {
    name = "sk"
    type = "S"
  }
  attribute {
    name = "open"
    type = "S"
  }
  attribute {
    name = "due"
    type = "N"
  }
  global_secondary_index {
    name            = "open-due"
    hash_key        = "open"
    range_key       = "due"
    projection_type = "ALL"
  }
  ttl {
    attribute_name = "expiresAt"
    enabled        = true
  }
  point_in_time_recovery {
    enabled = true
  }
  lifecycle {
    # Without it large copies under way begin again.
    prevent_destroy = true
  }
}

resource "aws_cloudwatch_log_group" "copier" {
  name              = "/aws/lambda/${var.name}-S3Copier"
  retention_in_days = 365
}

resource "aws_iam_role" "copier" {
  name_prefix          = "${var.name}-s3-copier-"
  permissions_boundary = var.permissions_boundary_arn
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "copier" {
  role = aws_iam_role.copier.id
  policy = templatefile("${path.module}/policy.json.tftpl", {
    partition             = data.aws_partition.current.partition
    region                = data.aws_region.current.name
    account               = data.aws_caller_identity.current.account_id
    name                  = var.name
    source_bucket         = var.source_bucket
    target_bucket         = var.target_bucket
    queue_arn             = aws_sqs_queue.copies.arn
    dead_letter_queue_arn = aws_sqs_queue.dead_letters.arn
    log_group_arn         = "${aws_cloudwatch_log_group.copier.arn}:*"
    state_table_arn       = aws_dynamodb_table.state.arn
  })
}

resource "aws_lambda_function" "copier" {
  function_name    = "${var.name}-S3Copier"
  role             = aws_iam_role.copier.arn
  filename         = var.release_zip
  source_code_hash = filebase64sha256(var.release_zip)
  handler          = "bootstrap"
  runtime          = "provided.al2023"
  architectures    = [var.architecture]
  memory_size      = 256
  timeout          = 300
  publish          = true

  environment {
    variables = {
      TARGET_BUCKET         = var.target_bucket
      STATE_TABLE           = aws_dynamodb_table.state.name
      QUEUE_URL             = aws_sqs_queue.copies.url
      DEAD_LETTER_QUEUE_URL = aws_sqs_queue.dead_letters.url
    }
  }
  logging_config {
    log_format = "JSON"
    log_group  = aws_cloudwatch_log_group.copier.name
  }
  tracing_config {
    mode = "Active"
  }
}

resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.copier.function_name
  function_version = aws_lambda_function.copier.version
}

resource "aws_lambda_event_source_mapping" "copies" {
  event_source_arn        = aws_sqs_queue.copies.arn
  function_name           = aws_lambda_alias.live.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]
  scaling_config {
    maximum_concurrency = 10
  }
  depends_on = [aws_iam_role_policy.copier]
}
