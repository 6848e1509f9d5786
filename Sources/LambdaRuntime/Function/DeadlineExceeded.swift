/// The error of a handler that was cancelled shortly before its deadline.
struct DeadlineExceeded: LambdaError {
    let errorType = "Runtime.DeadlineExceeded"
    let errorMessage =
        "the invocation ran into its deadline and was cancelled; raise the function's timeout or lower its batch size"
}
