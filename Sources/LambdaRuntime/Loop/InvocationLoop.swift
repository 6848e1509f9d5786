import Glibc
import Logging
import Synchronization
import UTCTime

/// Takes events from the Runtime API and answers them until the API says that this environment is over.
struct InvocationLoop<Function: LambdaFunction>: Sendable {
    let function: Function
    let api: RuntimeAPIClient
    let reporting: Reporting

    /// Runs until the process should exit, and says why.
    ///
    /// - Parameter pollers: how many invocations may be in flight: 1, or `AWS_LAMBDA_MAX_CONCURRENCY` on managed
    ///   instances.
    func run(pollers: Int) async -> String {
        guard pollers > 1 else { return await poll(setsTraceVariable: true) }
        return await withTaskGroup(of: String.self) { group in
            for _ in 0..<pollers { group.addTask { await poll(setsTraceVariable: false) } }
            let reason = await group.next() ?? "no poller"
            group.cancelAll()
            return reason
        }
    }

    private func poll(setsTraceVariable: Bool) async -> String {
        while true {
            switch RuntimeProtocol.afterNext(await api.next()) {
            case .exit(let reason): return reason
            case .invoke(let invocation):
                // With one invocation at a time nothing reads the environment while it changes: the only other thread,
                // the transport's, is waiting.
                if setsTraceVariable {
                    if let trace = invocation.traceID {
                        setenv("_X_AMZN_TRACE_ID", trace, 1)
                    } else {
                        unsetenv("_X_AMZN_TRACE_ID")
                    }
                }
                let step = await LambdaTrace.$current.withValue(invocation.traceID) { await answer(invocation) }
                switch step {
                case .poll: continue
                case .logAndPoll(let line):
                    reporting.logger(requestID: invocation.requestID).error("\(line)")
                case .exit(let reason): return reason
                }
            }
        }
    }

    private func answer(_ invocation: Invocation) async -> RuntimeProtocol.AfterAnswer {
        let logger = reporting.logger(requestID: invocation.requestID)
        let metrics = InvocationMetrics()
        let outcome: Result<LambdaResponse, any Error>
        do {
            let remaining = invocation.remainingTime(at: .now())
            let context = LambdaContext(
                requestID: invocation.requestID,
                deadline: ContinuousClock.now.advanced(by: remaining),
                functionARN: invocation.functionARN,
                traceID: invocation.traceID,
                clientContext: try invocation.decodedClientContext(),
                cognitoIdentity: try invocation.decodedCognitoIdentity(),
                tenantID: invocation.tenantID,
                logger: logger,
                metrics: metrics
            )
            outcome = await DeadlineGuard.run(within: remaining, margin: Function.cancellationMargin) {
                try await function.respond(to: invocation.payload, context)
            }
        } catch {
            outcome = .failure(error)
        }
        // Before the answer: after it the environment may be frozen for hours, or for ever.
        reporting.write(metrics, requestID: invocation.requestID)
        switch outcome {
        case .success(let response):
            return RuntimeProtocol.afterAnswer("response", await api.post(response, for: invocation.requestID))
        case .failure(let error):
            let report = ErrorReport(error)
            logger.error(
                "invocation failed",
                metadata: ["errorType": "\(report.type)", "errorMessage": "\(report.message)"]
            )
            return RuntimeProtocol.afterAnswer("error report", await api.post(report, for: invocation.requestID))
        }
    }
}
