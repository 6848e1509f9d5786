extension JSONTestSuiteCase {
    /// The treatment of a text that RFC 8259 leaves to it.
    enum Choice: Sendable {
        /// Every value of it can be read.
        case reads
        /// The text is refused.
        case noJSON
        /// The text is JSON, but its number is no `Double`.
        case noDouble
        /// The text is JSON, but its string is no Unicode.
        case noString
        /// The text is JSON, but the member's name is no Unicode.
        case noName
    }

    /// The cases that RFC 8259 leaves to the parser.
    static let implementationDefined: [(JSONTestSuiteCase, Choice)] = [
        (.init(#"i_number_double_huge_neg_exp"#, #"[123.456e-789]"#), .reads),
        (
            .init(
                #"i_number_huge_exp"#,
                #"[0.4e00669999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999969999999006]"#
            ), .noDouble
        ),
        (.init(#"i_number_neg_int_huge_exp"#, #"[-1e+9999]"#), .noDouble),
        (.init(#"i_number_pos_double_huge_exp"#, #"[1.5e+9999]"#), .noDouble),
        (.init(#"i_number_real_neg_overflow"#, #"[-123123e100000]"#), .noDouble),
        (.init(#"i_number_real_pos_overflow"#, #"[123123e100000]"#), .noDouble),
        (.init(#"i_number_real_underflow"#, #"[123e-10000000]"#), .reads),
        (.init(#"i_number_too_big_neg_int"#, #"[-123123123123123123123123123123]"#), .reads),
        (.init(#"i_number_too_big_pos_int"#, #"[100000000000000000000]"#), .reads),
        (.init(#"i_number_very_big_negative_int"#, #"[-237462374673276894279832749832423479823246327846]"#), .reads),
        (.init(#"i_object_key_lone_2nd_surrogate"#, #"{"\uDFAA":0}"#), .noName),
        (.init(#"i_string_1st_surrogate_but_2nd_missing"#, #"["\uDADA"]"#), .noString),
        (.init(#"i_string_1st_valid_surrogate_2nd_invalid"#, #"["\uD888\u1234"]"#), .noString),
        (.init(#"i_string_UTF-16LE_with_BOM"#, #"<FF><FE>[<00>"<00><E9><00>"<00>]<00>"#), .noJSON),
        (.init(#"i_string_UTF-8_invalid_sequence"#, #"["日ш<FA>"]"#), .noString),
        (.init(#"i_string_UTF8_surrogate_U+D800"#, #"["<ED><A0><80>"]"#), .noString),
        (.init(#"i_string_incomplete_surrogate_and_escape_valid"#, #"["\uD800\n"]"#), .noString),
        (.init(#"i_string_incomplete_surrogate_pair"#, #"["\uDd1ea"]"#), .noString),
        (.init(#"i_string_incomplete_surrogates_escape_valid"#, #"["\uD800\uD800\n"]"#), .noString),
        (.init(#"i_string_invalid_lonely_surrogate"#, #"["\ud800"]"#), .noString),
        (.init(#"i_string_invalid_surrogate"#, #"["\ud800abc"]"#), .noString),
        (.init(#"i_string_invalid_utf-8"#, #"["<FF>"]"#), .noString),
        (.init(#"i_string_inverted_surrogates_U+1D11E"#, #"["\uDd1e\uD834"]"#), .noString),
        (.init(#"i_string_iso_latin_1"#, #"["<E9>"]"#), .noString),
        (.init(#"i_string_lone_second_surrogate"#, #"["\uDFAA"]"#), .noString),
        (.init(#"i_string_lone_utf8_continuation_byte"#, #"["<81>"]"#), .noString),
        (.init(#"i_string_not_in_unicode_range"#, #"["<F4><BF><BF><BF>"]"#), .noString),
        (.init(#"i_string_overlong_sequence_2_bytes"#, #"["<C0><AF>"]"#), .noString),
        (.init(#"i_string_overlong_sequence_6_bytes"#, #"["<FC><83><BF><BF><BF><BF>"]"#), .noString),
        (.init(#"i_string_overlong_sequence_6_bytes_null"#, #"["<FC><80><80><80><80><80>"]"#), .noString),
        (.init(#"i_string_truncated-utf-8"#, #"["<E0><FF>"]"#), .noString),
        (.init(#"i_string_utf16BE_no_BOM"#, #"<00>[<00>"<00><E9><00>"<00>]"#), .noJSON),
        (.init(#"i_string_utf16LE_no_BOM"#, #"[<00>"<00><E9><00>"<00>]<00>"#), .noJSON),
        (.init(#"i_structure_UTF-8_BOM_empty_object"#, #"<EF><BB><BF>{}"#), .reads),
    ]
}
