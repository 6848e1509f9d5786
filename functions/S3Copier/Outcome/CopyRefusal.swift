import AWSClient

extension AWSError {
    enum CopyRefusal {
        /// It is not the source's pinned state any more; the new one has an event of its own.
        case sourceChanged
        /// The target is not what the condition says.
        case targetChanged
        /// Over CopyObject's limit, which is told only by trying when the event does not say the size.
        case tooLarge
    }

    /// What a copy's conditions refused, if that is what happened. By its code: S3 may have answered 200 before it knew.
    func refusal(ofUnknownSize: Bool) -> CopyRefusal? {
        switch code {
        case "PreconditionFailed":
            // S3 names the header that did not hold. Should it not, looking is always right.
            let condition = XMLElement.parse(body)?.text(of: "Condition")?.lowercased() ?? ""
            return condition.contains("copy-source") ? .sourceChanged : .targetChanged
        case "ConditionalRequestConflict", "OperationAborted": return .targetChanged
        case "EntityTooLarge": return ofUnknownSize ? .tooLarge : nil
        case "InvalidRequest": return ofUnknownSize && RefusalAdvice(self) == nil ? .tooLarge : nil
        default: return nil
        }
    }
}
