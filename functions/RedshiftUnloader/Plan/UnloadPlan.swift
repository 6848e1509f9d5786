import AWSS3
import RedshiftSQL

/// What is to be unloaded, checked and complete.
struct UnloadPlan: Sendable, Equatable {
    let name: String
    let warehouse: Warehouse
    let window: WindowPolicy
    /// Statements of one run with Redshift at a time.
    let maximumStatements: Int
    let exports: [PlannedExport]
}

/// What a deployment fills in where a plan is silent.
struct PlanDefaults: Sendable, Equatable {
    var warehouse = Warehouse.Fields()
    /// Ends in a slash.
    var base: S3Location?
    var maximumStatements = 10

    /// For the exports of a plan whose warehouse is wrong: they are not wrong for it.
    var role: WarehouseRole? { warehouse.role.flatMap { try? WarehouseRole($0) } }
}

/// A plan's name: of a file, a statement and a key of the state table.
enum PlanName {
    static let rule = "1 to 64 letters, digits, _ and -"

    static func isValid(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
            }
    }
}
