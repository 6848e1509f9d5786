extension AWSError {
    /// Makes the error for a listing that returned the same page marker twice. Following the marker would never end,
    /// and stopping there would return an incomplete listing.
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
