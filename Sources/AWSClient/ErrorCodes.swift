/// The codes that say more about a failure than its HTTP status does, across services.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
enum ErrorCodes {
    static let throttling: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException", "RequestThrottled",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException", "SlowDown",
        "PriorRequestNotComplete", "EC2ThrottledException",
    ]
    static let transient: Set<String> = [
        "RequestTimeout", "RequestTimeoutException", "InternalError", "InternalFailure", "InternalServerError",
        "ServiceUnavailable",
    ]
    static let clockSkew: Set<String> = [
        "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException",
        "SignatureDoesNotMatch", "AuthFailure",
    ]

    /// Codes of a refused HEAD request, whose answer has no body that could name one.
    private static let bodiless: Set<String> = ["HTTP400", "HTTP401", "HTTP403"]

    /// - Parameter isClockOff: our clock and the service's differ by more than signatures tolerate.
    static func kind(code: String, status: Int, isClockOff: Bool) -> AWSError.Kind {
        if throttling.contains(code) || status == 429 { return .throttled }
        if isClockOff, clockSkew.contains(code) || bodiless.contains(code) { return .clockSkew }
        if transient.contains(code) || [500, 502, 503, 504].contains(status) { return .transient }
        return .permanent
    }
}
