import AWSClient
import TextSearch

/// The reason why S3 refused a copy: a condition or the size. The refusal is not a failure: another step follows.
enum CopyRefusal: Sendable, Equatable {
    /// The source no longer has the state that the request names; the new state has its own event.
    case sourceChanged
    /// The target does not have the state that the request's condition names.
    case targetChanged
    /// The object is over CopyObject's limit. If the event does not state the size, only the request shows this.
    case tooLarge

    /// Reads the refusal from the error's code. The status may be 200, because S3 may send the status before it knows
    /// the result.
    ///
    /// - Parameter isSizeUnknown: `true` when the object's size was not known before the request.
    /// - Returns: `nil` for an error of another kind.
    init?(_ error: AWSError, isSizeUnknown: Bool = false) {
        switch error.code {
        case "PreconditionFailed":
            // S3 names the header that did not hold. Should it not, reading the target is always right.
            let condition = XMLElement.parse(error.body)?.text(of: "Condition")?.lowercased() ?? ""
            self = condition.contains(text: "copy-source") ? .sourceChanged : .targetChanged
        case "ConditionalRequestConflict", "OperationAborted": self = .targetChanged
        case "EntityTooLarge" where isSizeUnknown: self = .tooLarge
        case "InvalidRequest" where isSizeUnknown && RefusalAdvice(error) == nil: self = .tooLarge
        default: return nil
        }
    }
}

extension AWSError {
    /// `true` when the store does not support a header of the request, such as a condition on the target.
    var isNotImplemented: Bool { code == "NotImplemented" || status == 501 }

    /// `true` when S3 says that the object, or the requested version of it, does not exist.
    var isNoSuchKey: Bool {
        // 405 from the tags of a delete marker.
        ["NoSuchKey", "NoSuchVersion"].contains(code)
            || (code == "MethodNotAllowed" && operation.hasSuffix("ObjectTagging"))
    }
}
