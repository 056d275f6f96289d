//! Types that are one checked text: in JSON a string, in the database a text column.

/// Gives a type with `as_str` and `FromStr<Err = FieldError>` its serde form and lets it be bound to and read
/// from a text column.
macro_rules! text_value {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(d)?;
                text.parse().map_err(|error: $crate::kernel::FieldError| serde::de::Error::custom(error.message))
            }
        }
        impl From<$name> for sea_orm::Value {
            fn from(value: $name) -> Self {
                value.as_str().to_owned().into()
            }
        }
        impl From<&$name> for sea_orm::Value {
            fn from(value: &$name) -> Self {
                value.as_str().to_owned().into()
            }
        }
        impl sea_orm::TryGetable for $name {
            fn try_get_by<I: sea_orm::ColIdx>(row: &sea_orm::QueryResult, index: I) -> Result<Self, sea_orm::TryGetError> {
                let text = <String as sea_orm::TryGetable>::try_get_by(row, index)?;
                text.parse().map_err(|error: $crate::kernel::FieldError| {
                    sea_orm::TryGetError::DbErr(sea_orm::DbErr::Type(format!("stored {}: {}", stringify!($name), error.message)))
                })
            }
        }
        impl sea_orm::sea_query::ValueType for $name {
            fn try_from(value: sea_orm::Value) -> Result<Self, sea_orm::sea_query::ValueTypeErr> {
                let text = <String as sea_orm::sea_query::ValueType>::try_from(value)?;
                text.parse().map_err(|_| sea_orm::sea_query::ValueTypeErr)
            }
            fn type_name() -> String {
                stringify!($name).to_owned()
            }
            fn array_type() -> sea_orm::sea_query::ArrayType {
                sea_orm::sea_query::ArrayType::String
            }
            fn column_type() -> sea_orm::sea_query::ColumnType {
                sea_orm::sea_query::ColumnType::Text
            }
        }
        impl sea_orm::sea_query::Nullable for $name {
            fn null() -> sea_orm::Value {
                <String as sea_orm::sea_query::Nullable>::null()
            }
        }
    };
}
pub(crate) use text_value;
