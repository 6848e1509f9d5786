import HTTPTransport

/// The rules for the next step after each answer of the Runtime API: the contract as pure functions, without I/O.
///
/// No answer of the control plane may make the process trap. The process exits (non-zero) only where the contract says
/// so or where no further request can make sense. Otherwise the loop writes one line to the log and continues.
enum RuntimeAPIAnswerPolicy {
    enum AfterNext: Sendable {
        case invoke(Invocation)
        case exit(String)
    }

    enum AfterAnswer: Sendable, Equatable {
        case poll
        case logAndPoll(String)
        case exit(String)
    }

    /// Decides the next step after `GET /runtime/invocation/next`: run the invocation, or exit.
    static func afterNext(_ result: Result<HTTPResponse, any Error>) -> AfterNext {
        switch result {
        case .failure(let error):
            return .exit("the Runtime API cannot be reached for the next invocation: \(error)")
        case .success(let response) where response.status == 200:
            guard let invocation = Invocation(response) else {
                return .exit("the Runtime API sent an invocation without \(RuntimeAPI.Header.requestID)")
            }
            return .invoke(invocation)
        case .success(let response):
            return .exit("the Runtime API refused to hand out an invocation: \(describe(response))")
        }
    }

    /// Decides the next step after `POST /runtime/invocation/{id}/response` or `…/error`.
    ///
    /// - Parameter what: "response" or "error report", for the log line.
    static func afterAnswer(_ what: String, _ result: Result<HTTPResponse, any Error>) -> AfterAnswer {
        switch result {
        case .failure(let error):
            // It may have arrived. `/next` tells: it hands out the next event, or is refused and ends the process.
            return .logAndPoll("the \(what) may not have reached the Runtime API: \(error)")
        case .success(let response):
            switch response.status {
            case 200..<300: return .poll
            case 413:
                // Lambda has told the caller already; `/error` would now be answered 403.
                return .logAndPoll(
                    "the \(what) is larger than Lambda takes (6 MB); the caller got an error: \(describe(response))"
                )
            case 400..<500: return .logAndPoll("the \(what) was refused, the invocation is over: \(describe(response))")
            default: return .exit("the Runtime API failed on the \(what): \(describe(response))")
            }
        }
    }

    /// The text to log after `POST /runtime/init/error`; `nil` when there is nothing to log. The process exits in every
    /// case.
    static func afterInitError(_ result: Result<HTTPResponse, any Error>) -> String? {
        switch result {
        case .failure(let error): return "the init error could not be reported: \(error)"
        case .success(let response):
            switch response.status {
            case 200..<300: return nil
            // On managed instances another worker of the environment has reported already.
            case 403: return nil
            default: return "the init error could not be reported: \(describe(response))"
            }
        }
    }

    private static func describe(_ response: HTTPResponse) -> String {
        let body = String(decoding: response.body.prefix(300), as: UTF8.self)
        return "HTTP \(response.status)" + (body.isEmpty ? "" : " \(body)")
    }
}
