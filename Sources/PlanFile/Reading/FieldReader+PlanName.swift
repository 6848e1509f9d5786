extension FieldReader {
    /// Reads a plan's `name`, which a plan in a file may leave out.
    ///
    /// - Parameter file: the file's name without its extension; `nil` for a plan that came in an event, which must have
    ///   the field.
    /// - Returns: the plan's name; `nil` when there is none, which is recorded as a mistake.
    public func planName(file: String?) -> String? {
        let own = identifier("name", file == nil ? .required : .optional)
        if let file, let own, own != file {
            refuse("name", "is \"\(own)\", but the file's name is \"\(file)\"; leave it out, or rename the file")
        }
        return own ?? file
    }
}
