/// The JSON of table mappings, as DMS stores it.
/// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.html
struct MappingDocument: Decodable {
    let rules: [Rule]?

    /// One rule of the mappings, with only the fields of selection and transformation rules.
    struct Rule: Decodable {
        struct Locator: Decodable {
            let schema: String?
            let table: String?
            let column: String?
            let tableType: String?

            enum CodingKeys: String, CodingKey {
                case schema = "schema-name"
                case table = "table-name"
                case column = "column-name"
                case tableType = "table-type"
            }
        }

        struct Filter: Decodable {
            struct Condition: Decodable {
                let filterOperator: String?
                let value: Scalar?
                let start: Scalar?
                let end: Scalar?

                enum CodingKeys: String, CodingKey {
                    case filterOperator = "filter-operator"
                    case value
                    case start = "start-value"
                    case end = "end-value"
                }
            }

            let column: String?
            let conditions: [Condition]?

            enum CodingKeys: String, CodingKey {
                case column = "column-name"
                case conditions = "filter-conditions"
            }
        }

        let type: String?
        let id: Scalar?
        let action: String?
        let target: String?
        let locator: Locator?
        let filters: [Filter]?
        let value: Scalar?
        let oldValue: Scalar?
        let order: Scalar?

        enum CodingKeys: String, CodingKey {
            case type = "rule-type"
            case id = "rule-id"
            case action = "rule-action"
            case target = "rule-target"
            case locator = "object-locator"
            case filters, value
            case oldValue = "old-value"
            case order = "rule-order"
        }
    }

    /// A JSON value that is text, a number or a Boolean. Mappings written by hand use all three in the same fields.
    struct Scalar: Decodable {
        let text: String

        var number: Int? { Int(text) }

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self.text = text
            } else if let number = try? container.decode(Int64.self) {
                text = "\(number)"
            } else if let flag = try? container.decode(Bool.self) {
                text = "\(flag)"
            } else {
                text = "\(try container.decode(Double.self))"
            }
        }
    }
}
