import ConnectionThread

extension MySQLError {
    init(_ error: ConnectionThreadError) {
        self.init(error.kind == .closed ? .unreachable : .unavailable, error.description)
    }
}
