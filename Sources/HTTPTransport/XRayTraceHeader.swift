/// The X-Ray trace of the running task's requests, as a value of the header `X-Amzn-Trace-Id`. The runtime sets it for
/// each invocation, and every call to AWS sends it. It is correct with any number of invocations at a time; the
/// environment variable `_X_AMZN_TRACE_ID` cannot be.
///
/// See https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader.
public enum XRayTraceHeader {
    @TaskLocal public static var current: String?
}
