import JSON
import TextSearch

/// Finds names for AWS events that no function here accepts. It recognizes such an event by members that no other event
/// has.
enum ForeignEventName {
    /// Returns a name for an event, such as "a batch of Kinesis records"; `nil` for an unknown kind of event.
    static func name(of event: JSONElement) -> String? {
        if event["Records"].kind == .array { return batch(event["Records"][0]) }
        // EventBridge Pipes delivers the records of a stream as a bare list.
        if let source = event.text("eventSource"), source.hasPrefix("aws:"), event["eventID"].kind != nil {
            return batch(event)
        }
        return request(event) ?? shapes.first { shape in shape.members.allSatisfy { event[$0].kind != nil } }?.name
    }

    private static func batch(_ record: JSONElement) -> String {
        let source = record.text("eventSource") ?? record.text("EventSource")
        switch source {
        case "aws:kinesis": return "a batch of Kinesis records"
        case "aws:dynamodb": return "a batch of a DynamoDB stream"
        case "aws:ses": return "an e-mail received by SES"
        case "aws:codecommit": return "a CodeCommit trigger"
        case "aws:rmq", "aws:mq": return "a batch of Amazon MQ messages"
        case let source?: return "a batch of \(source) records"
        case nil:
            return record["cf"].kind == .object ? "a CloudFront (Lambda@Edge) request" : "a batch of unknown records"
        }
    }

    /// Returns a name for an HTTP request, which depends on its `requestContext`.
    private static func request(_ event: JSONElement) -> String? {
        let context = event["requestContext"]
        guard context.kind == .object else { return nil }
        if context["elb"].kind != nil { return "a request of an Application Load Balancer" }
        if context["connectionId"].kind != nil { return "an API Gateway message (WebSocket API)" }
        if context["http"].kind != nil {
            let isURL = context.text("domainName")?.contains(text: ".lambda-url.") ?? false
            return isURL ? "a request to a Lambda function URL" : "an API Gateway request (HTTP API)"
        }
        if context["condition"].kind != nil, event["requestPayload"].kind != nil {
            return "a record of a Lambda destination"
        }
        if context["serviceNetworkArn"].kind != nil { return "a request of VPC Lattice" }
        return event["httpMethod"].kind != nil ? "an API Gateway request (REST API)" : nil
    }

    private static let shapes: [(members: [String], name: String)] = [
        (["awslogs"], "a batch of CloudWatch Logs"),
        (["alarmArn", "alarmData"], "an alarm action of CloudWatch"),
        (["triggerSource", "userPoolId"], "a trigger of a Cognito user pool"),
        (["identityPoolId", "datasetName"], "a Cognito Sync event"),
        (["CodePipeline.job"], "a job of CodePipeline"),
        (["RequestType", "ResponseURL", "StackId"], "a CloudFormation custom resource"),
        (["eventSourceArn", "rmqMessagesByQueue"], "a batch of Amazon MQ messages"),
        (["eventSourceArn", "messages"], "a batch of Amazon MQ messages"),
        (["eventSource", "records"], "a batch of Kafka records"),
        (["deliveryStreamArn", "records"], "a batch of Data Firehose records"),
        (["eventSourceArn", "events"], "a batch of a DocumentDB change stream"),
        (["invokingEvent", "configRuleName"], "an evaluation of AWS Config"),
        (["methodArn", "type"], "an API Gateway authorizer request"),
        (["SecretId", "ClientRequestToken", "Step"], "a rotation step of Secrets Manager"),
        (["getObjectContext", "userRequest"], "a request of S3 Object Lambda"),
        (["info", "arguments"], "a request of AppSync"),
        (["bot", "sessionState"], "a turn of Amazon Lex"),
        (["bot", "currentIntent"], "a turn of Amazon Lex"),
        (["session", "request", "version"], "a request of Alexa"),
        (["messageVersion", "actionGroup"], "an action of a Bedrock agent"),
        (["Details", "Name"], "a contact flow of Amazon Connect"),
        (["AlarmName", "NewStateValue"], "a CloudWatch alarm by SNS"),
        (["Type", "SubscribeURL"], "an SNS subscription that waits to be confirmed"),
        (["Event Source", "Event ID"], "an event of RDS by SNS"),
        (["key1", "key2", "key3"], "the test event of the Lambda console"),
    ]
}
