/// The X-Ray trace that the requests of the running task belong to, as the header `X-Amzn-Trace-Id` writes it. The runtime sets it
/// for each invocation, and every call of AWS carries it on. It is right with any number of invocations at a time, which the
/// environment variable `_X_AMZN_TRACE_ID` cannot be.
///
/// See https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader.
public enum XRayTraceHeader {
    @TaskLocal public static var current: String?
}
