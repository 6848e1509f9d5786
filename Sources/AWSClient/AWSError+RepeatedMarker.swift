extension AWSError {
    /// The error of a listing whose next page was read already. Following it would never end; stopping there would take a part
    /// for the whole.
    public static func repeatedMarker(service: String, operation: String) -> AWSError {
        AWSError(
            service: service,
            operation: operation,
            code: "RepeatedMarker",
            message: "the page points back to one that was read already",
            kind: .transient
        )
    }
}
