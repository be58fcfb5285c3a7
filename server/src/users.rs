//! `balcao user`: for when nobody can sign in who could help. Whoever can open the database may do this; the audit log
//! says that it was done at the command line.

use std::io::BufRead as _;
use std::process::ExitCode;

use desk::Desk;
use desk::audit::command_line;
use desk::people::NewUser;
use desk::{password_link, people, role, user};
use model::{Language, PasswordLink, Problem, RoleAccount, UserForm};

use crate::configuration::Configuration;
use crate::serve::{Failure, open_desk};

/// Who is to be made.
#[derive(Debug, Clone)]
pub struct Create {
    pub name: String,
    pub email: String,
    /// A role's name.
    pub role: String,
    /// Read the password from standard input instead of making a link.
    pub password_stdin: bool,
}

/// What is to be done to whom, by e-mail address.
#[derive(Debug, Clone)]
pub enum Deed {
    Create(Create),
    Enable(String),
    Disable(String),
    ResetPassword(String),
}

/// What came of it goes to standard output.
pub async fn run(configuration: &Configuration, deed: Deed) -> Result<ExitCode, Failure> {
    let password = match &deed {
        Deed::Create(create) if create.password_stdin => Some(read_password()?),
        _ => None,
    };
    let desk = open_desk(configuration).await?;
    let done = done(&desk, configuration, deed, password).await;
    desk.close().await;
    println!("{}", done?);
    Ok(ExitCode::SUCCESS)
}

async fn done(
    desk: &Desk,
    configuration: &Configuration,
    deed: Deed,
    password: Option<String>,
) -> Result<String, Failure> {
    let actor = command_line();
    match deed {
        Deed::Create(create) => made(desk, configuration, create, password).await,
        Deed::Enable(email) => set_enabled(desk, &email, true).await,
        Deed::Disable(email) => set_enabled(desk, &email, false).await,
        Deed::ResetPassword(email) => {
            let account = find(desk, &email).await?;
            let link = password_link::issue(desk, &actor, account.id)
                .await
                .map_err(|problem| match problem {
                    Problem::Invalid { .. } => format!("{email} is disabled: enable the user first").into(),
                    other => Failure::from(other),
                })?;
            Ok(sentence(configuration, &link))
        }
    }
}

async fn made(
    desk: &Desk,
    configuration: &Configuration,
    create: Create,
    password: Option<String>,
) -> Result<String, Failure> {
    let actor = command_line();
    let roles = role::list(desk, &actor).await?;
    let role = pick(&roles, &create.role)?;
    let Some(password) = password else {
        let form = UserForm {
            name: create.name,
            role,
            departments: Vec::new(),
            language: Language::English,
            time_zone: people::DEFAULT_TIME_ZONE.to_owned(),
        };
        let link = password_link::invite(desk, &actor, &create.email, form).await?;
        return Ok(sentence(configuration, &link));
    };
    let new = NewUser {
        name: create.name,
        email: create.email.clone(),
        password,
        role,
        departments: Vec::new(),
        language: Language::English,
    };
    people::create_user(desk, &actor, new).await?;
    Ok(format!("{} can sign in.", create.email))
}

fn pick(roles: &[RoleAccount], name: &str) -> Result<model::RoleId, Failure> {
    if roles.is_empty() {
        return Err("there is no company yet: start the server and open its address".into());
    }
    let found = roles.iter().find(|role| role.form.name.eq_ignore_ascii_case(name));
    found.map(|role| role.id).ok_or_else(|| {
        let names: Vec<&str> = roles.iter().map(|role| role.form.name.as_str()).collect();
        format!("there is no role “{name}”, only {}", names.join(", ")).into()
    })
}

async fn set_enabled(desk: &Desk, email: &str, enabled: bool) -> Result<String, Failure> {
    let account = find(desk, email).await?;
    let changed = user::set_enabled(desk, &command_line(), account.id, account.version, enabled).await;
    changed.map_err(|problem| -> Failure {
        match problem {
            Problem::Invalid { reason, .. } if reason == "last_administrator" => {
                format!("{email} is the last administrator who can sign in").into()
            }
            Problem::Invalid { .. } => format!("{email} has no password yet: reset-password makes a link").into(),
            other => other.into(),
        }
    })?;
    Ok(if enabled {
        format!("{email} can sign in again.")
    } else {
        format!("{email} is out, and all sessions are over.")
    })
}

async fn find(desk: &Desk, email: &str) -> Result<model::UserAccount, Failure> {
    user::by_email(desk, &command_line(), email)
        .await
        .map_err(|problem| match problem {
            Problem::NotFound => format!("there is no user with the address {email}").into(),
            other => other.into(),
        })
}

/// Only this shows the token, once.
fn sentence(configuration: &Configuration, link: &PasswordLink) -> String {
    let address = configuration.address_for_people(configuration.listen);
    format!(
        "{} sets a password here, once, within {} days:\n{address}/welcome#{}",
        link.account.email,
        password_link::LIFETIME_MS / (24 * 60 * 60 * 1000),
        link.token
    )
}

/// One line of standard input.
fn read_password() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
