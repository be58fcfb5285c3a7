//! First run: company, first administrator, first department, one inbox, one live-chat connection.

use std::sync::Arc;

use model::{
    ADMINISTRATOR, AuditAction, AuditSubjectKind, ConnectionId, InboxSettings, Language, Problem, Timestamp, UserId,
};
use store::{Tx, company, meta, user};

use crate::audit::{By, Deed, record};
use crate::people::{self, DEFAULT_TIME_ZONE};
use crate::roles;
use crate::{Desk, connection, field, inbox, token};

/// What `/setup` asks for.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct SetupForm {
    /// The one-time code printed at start.
    pub code: String,
    pub company: String,
    pub name: String,
    pub email: String,
    /// At least 10 characters.
    pub password: String,
    pub department: String,
    pub language: Language,
}

/// What the first run made.
#[derive(Debug, Clone)]
pub struct SetupDone {
    pub user: UserId,
    pub connection: ConnectionId,
}

/// Whether there is no company yet.
pub async fn needed(desk: &Desk) -> Result<bool, Problem> {
    Ok(company::get(&mut desk.db.read().await?).await?.is_none())
}

/// A new one-time code for `/setup`, of which only the hash is kept; `None` once the company is there.
pub async fn issue_code(desk: &Desk) -> Result<Option<String>, Problem> {
    let code = token::new_code(desk.random.as_ref());
    let hash = token::code_hash(&code);
    let issued = desk
        .db
        .write(move |tx| {
            let hash = hash.clone();
            Box::pin(async move {
                let needed = company::get(tx).await?.is_none();
                if needed {
                    meta::set_setup_code(tx, &hash).await?;
                }
                Ok::<_, Problem>(needed)
            })
        })
        .await?;
    Ok(issued.then_some(code))
}

/// Makes everything, once: later calls are `NotFound`. A wrong code is `Invalid { field: "code", reason: "wrong" }`; wrong
/// input is `Invalid` with the name of the form's field.
pub async fn complete(desk: &Desk, form: SetupForm) -> Result<SetupDone, Problem> {
    let code_hash = token::code_hash(&form.code);
    check_code(&mut desk.db.read().await?, &code_hash).await?;
    let company = field::name("company", &form.company)?;
    let name = field::name("name", &form.name)?;
    let email = field::email(&form.email)?;
    field::password(&form.password)?;
    let department = field::name("department", &form.department)?;
    let password_hash = desk.passwords.hash(desk.random.as_ref(), form.password).await?;
    let first = Arc::new(FirstRun {
        code_hash,
        company,
        name,
        email,
        password_hash,
        department,
        language: form.language,
        address: Arc::clone(&desk.address),
        at: desk.clock.now(),
    });
    desk.db
        .write(move |tx| {
            let first = Arc::clone(&first);
            Box::pin(async move { first.make(tx).await })
        })
        .await
}

/// The code is read first: a first run that ends between the two is then seen as done, not as a wrong code.
async fn check_code(conn: &mut store::Conn, hash: &str) -> Result<(), Problem> {
    let code = meta::setup_code(conn).await?;
    if company::get(conn).await?.is_some() {
        return Err(Problem::NotFound);
    }
    match code {
        Some(expected) if expected == hash => Ok(()),
        _ => Err(Problem::invalid("code", "wrong")),
    }
}

/// The form's values, checked.
struct FirstRun {
    code_hash: String,
    company: String,
    name: String,
    email: String,
    password_hash: String,
    department: String,
    language: Language,
    address: Arc<str>,
    at: Timestamp,
}

impl FirstRun {
    async fn make(&self, tx: &mut Tx) -> Result<SetupDone, Problem> {
        check_code(tx, &self.code_hash).await?;
        let company = company::Company {
            name: self.company.clone(),
            language: self.language,
            created_at: self.at,
        };
        if !company::insert(tx, &company).await? {
            return Err(Problem::NotFound);
        }
        meta::clear_setup_code(tx).await?;
        let user = self.make_administrator(tx).await?;
        let connection = self.make_live_chat(tx, user.1).await?;
        let by = By::user(user.0, &self.name, &self.address);
        let deed = Deed::new(AuditAction::SetUp).to(AuditSubjectKind::Company, 1, &self.company);
        record(tx, &by, self.at, deed).await?;
        Ok(SetupDone {
            user: user.0,
            connection,
        })
    }

    /// The built-in roles, and an administrator who stands in the first department.
    async fn make_administrator(&self, tx: &mut Tx) -> Result<(UserId, model::DepartmentId), Problem> {
        let roles = roles::with_builtin(tx).await?;
        let administrator = roles.iter().find(|role| role.builtin && role.name == ADMINISTRATOR);
        let department = people::insert_department(tx, self.department.clone(), self.at).await?;
        let new = user::NewUser {
            name: self.name.clone(),
            email: self.email.clone(),
            password_hash: self.password_hash.clone(),
            role: administrator.expect("the built-in roles have an administrator").id,
            language: self.language,
            time_zone: DEFAULT_TIME_ZONE.to_owned(),
            created_at: self.at,
        };
        let user = people::insert_user(tx, &new, &[department]).await?;
        Ok((user, department))
    }

    /// One inbox and one connection, both with the company's name.
    async fn make_live_chat(&self, tx: &mut Tx, department: model::DepartmentId) -> Result<ConnectionId, Problem> {
        let settings = InboxSettings {
            name: self.company.clone(),
            default_department: Some(department),
            ..InboxSettings::default()
        };
        let inbox = inbox::insert_inbox(tx, &settings, self.at).await?;
        connection::insert_live_chat(tx, inbox, self.company.clone(), self.at).await
    }
}
