/// The versions, header names and content type of Lambda's Runtime API.
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
enum RuntimeAPI {
    static let version = "2018-06-01"
    static let extensionsVersion = "2020-01-01"

    enum Header {
        static let requestID = "Lambda-Runtime-Aws-Request-Id"
        static let deadline = "Lambda-Runtime-Deadline-Ms"
        static let functionARN = "Lambda-Runtime-Invoked-Function-Arn"
        static let traceID = "Lambda-Runtime-Trace-Id"
        static let clientContext = "Lambda-Runtime-Client-Context"
        static let cognitoIdentity = "Lambda-Runtime-Cognito-Identity"
        static let tenantID = "Lambda-Runtime-Aws-Tenant-Id"
        static let errorType = "Lambda-Runtime-Function-Error-Type"
        static let extensionName = "Lambda-Extension-Name"
        static let extensionID = "Lambda-Extension-Identifier"
    }

    static let errorContentType = "application/vnd.aws.lambda.error+json"
}
