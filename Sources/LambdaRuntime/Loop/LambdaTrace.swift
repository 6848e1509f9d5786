/// The X-Ray trace of the running invocation, for code too deep to be handed a context. It is right with any number of
/// invocations at a time, which the environment variable `_X_AMZN_TRACE_ID` cannot be.
public enum LambdaTrace {
    @TaskLocal public static var current: String?
}
