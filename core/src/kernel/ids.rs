//! Identifiers. Each is a UUIDv7 (RFC 9562), so new rows land at the end of their index, wrapped in a type
//! of its own, so a customer's id cannot be passed where a user's is wanted.

use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr};
use sea_orm::{ColIdx, DbErr, QueryResult, TryFromU64, TryGetError, TryGetable, Value};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id, greater than those made before it by this process.
            #[allow(clippy::new_without_default, reason = "a default id would be a different one each time")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
        impl From<$name> for Value {
            fn from(id: $name) -> Value {
                id.0.into()
            }
        }
        impl From<$name> for Uuid {
            fn from(id: $name) -> Uuid {
                id.0
            }
        }
        impl TryGetable for $name {
            fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
                Uuid::try_get_by(row, index).map(Self)
            }
        }
        impl ValueType for $name {
            fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
                <Uuid as ValueType>::try_from(value).map(Self)
            }
            fn type_name() -> String {
                stringify!($name).to_owned()
            }
            fn array_type() -> ArrayType {
                ArrayType::Uuid
            }
            fn column_type() -> ColumnType {
                ColumnType::Uuid
            }
        }
        impl Nullable for $name {
            fn null() -> Value {
                <Uuid as Nullable>::null()
            }
        }
        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )+};
}

ids! {
    /// One company that uses the program (tenant).
    AccountId,
    /// A person or organisation that is served.
    CustomerId,
    /// A member of staff.
    UserId,
    /// Users who share work.
    TeamId,
    /// A named set of permissions.
    RoleId,
    /// An API token.
    TokenId,
    /// A label of the account's own list.
    TagId,
    /// A field that the account defined.
    FieldId,
    /// An uploaded file.
    FileId,
    /// A job in the queue.
    JobId,
    /// An import of a file.
    ImportId,
    /// A saved mapping of columns.
    TemplateId,
    /// A bulk change on many customers.
    BulkId,
    /// A line of a history.
    HistoryId,
    /// A saved list view.
    ViewId,
    /// A notification to a user.
    NotificationId,
}
