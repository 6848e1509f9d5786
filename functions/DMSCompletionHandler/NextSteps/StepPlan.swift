/// A step that follows a migration.
enum NextStep: String, Sendable, CaseIterable {
    case crawler
    case glueWorkflow
    case stateMachine
    case redshiftLoad
}

/// How far a step is.
enum StepState: String, Sendable {
    /// It runs by itself; its own alarms look after it.
    case started
    /// It must be looked at again.
    case waiting
    case done
    case failed

    var isOver: Bool { self != .waiting }
}

/// Which steps are still to be taken. No I/O.
struct StepPlan: Sendable, Equatable {
    /// In this order.
    let open: [NextStep]

    /// - Parameter known: what the state table says, step → state.
    init(_ next: NextSteps, verdict: Manifest.Verdict, known: [String: String]) {
        guard verdict == .passed || verdict == .partlyPassed else {
            open = []
            return
        }
        open = NextStep.allCases.filter { step in
            let isWanted =
                switch step {
                case .crawler: next.crawler != nil
                case .glueWorkflow: next.glueWorkflow != nil
                case .stateMachine: next.stateMachine != nil
                case .redshiftLoad: next.redshiftLoad != nil
                }
            let state = known[step.rawValue].flatMap(StepState.init(rawValue:))
            return isWanted && !(state?.isOver ?? false)
        }
    }
}

/// The name of the execution that a stop starts: the same for every attempt, so that it starts once.
enum ExecutionName {
    /// Step Functions takes 80 characters.
    /// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
    static func of(_ migration: String, run: String, revision: Int) -> String {
        let allowed = run.utf8.map { byte -> UInt8 in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): byte
            default: UInt8(ascii: "-")
            }
        }
        let suffix = revision > 1 ? "-r\(revision)" : ""
        return String("\(migration)-\(String(decoding: allowed, as: UTF8.self))".prefix(80 - suffix.utf8.count))
            + suffix
    }
}
