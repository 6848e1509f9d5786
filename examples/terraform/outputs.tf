output "function_alias_arn" {
  description = "What everything that invokes the function names."
  value       = aws_lambda_alias.live.arn
}

output "queue_url" {
  description = "Queue of notifications waiting to be copied."
  value       = aws_sqs_queue.copies.url
}

output "dead_letter_queue_url" {
  description = "Queue of messages that were given up."
  value       = aws_sqs_queue.dead_letters.url
}
