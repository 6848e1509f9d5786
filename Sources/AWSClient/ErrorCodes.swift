/// Error codes, of any service, that say more about a failure than the HTTP status does.
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

    /// Substitute codes for a refused HEAD request. Its answer has no body, and so no error code.
    private static let bodiless: Set<String> = ["HTTP400", "HTTP401", "HTTP403"]

    /// Returns the kind of a failure.
    ///
    /// - Parameter isClockOff: `true` when our clock and the service's clock differ by more than signatures tolerate.
    static func kind(code: String, status: Int, isClockOff: Bool) -> AWSError.Kind {
        if throttling.contains(code) || status == 429 { return .throttled }
        if isClockOff, clockSkew.contains(code) || bodiless.contains(code) { return .clockSkew }
        if transient.contains(code) || [500, 502, 503, 504].contains(status) { return .transient }
        return .permanent
    }
}
