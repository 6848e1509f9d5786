import AWSClient
import TextSearch

/// A copy that S3 refused because of a condition or of its size, which is no failure: something else is to be done.
enum CopyRefusal: Sendable, Equatable {
    /// The source is not the pinned state any more; the new one has an event of its own.
    case sourceChanged
    /// The target is not what the condition says.
    case targetChanged
    /// Over CopyObject's limit, which only a try shows when the event does not say the size.
    case tooLarge

    /// Reads the error by its code: S3 may have answered 200 before it knew.
    ///
    /// - Parameter isSizeUnknown: nobody has said the object's size.
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
    /// `true` when the store does not have what a header asks for, such as a condition on the target.
    var isNotImplemented: Bool { code == "NotImplemented" || status == 501 }

    /// `true` when S3 says that an object, or the version of it that was named, is not there.
    var isNoSuchKey: Bool {
        // 405 from the tags of a delete marker.
        ["NoSuchKey", "NoSuchVersion"].contains(code)
            || (code == "MethodNotAllowed" && operation.hasSuffix("ObjectTagging"))
    }
}
