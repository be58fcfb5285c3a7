//! Who appears in the demo: the people of the shop and the names of its customers.

use model::Language;

use super::dialogues::Topic;

/// The password of all demo sign-ins.
pub(super) const PASSWORD: &str = "bicicleta-azul";

/// Somebody of the shop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Colleague {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    /// Key of a built-in role.
    pub(super) role: &'static str,
    pub(super) language: Language,
    pub(super) topics: &'static [Topic],
}

/// Made by the set-up.
pub(super) const ADMINISTRATOR: Colleague = Colleague {
    name: "Helena Duarte",
    email: "helena@aurora.example",
    role: "administrator",
    language: Language::English,
    topics: &[Topic::Sales],
};

/// The six who serve customers.
pub(super) const AGENTS: [Colleague; 6] = [
    Colleague {
        name: "Ana Costa",
        email: "ana@aurora.example",
        role: "agent",
        language: Language::Portuguese,
        topics: &[Topic::Sales, Topic::Delivery],
    },
    Colleague {
        name: "Rafael Lima",
        email: "rafael@aurora.example",
        role: "supervisor",
        language: Language::Portuguese,
        topics: &[Topic::Sales, Topic::Workshop, Topic::Delivery],
    },
    Colleague {
        name: "Lucía Romero",
        email: "lucia@aurora.example",
        role: "agent",
        language: Language::Spanish,
        topics: &[Topic::Sales, Topic::Delivery],
    },
    Colleague {
        name: "Bruno Alves",
        email: "bruno@aurora.example",
        role: "agent",
        language: Language::Portuguese,
        topics: &[Topic::Workshop],
    },
    Colleague {
        name: "Grace Miller",
        email: "grace@aurora.example",
        role: "agent",
        language: Language::English,
        topics: &[Topic::Sales, Topic::Workshop],
    },
    Colleague {
        name: "Diego Martins",
        email: "diego@aurora.example",
        role: "agent",
        language: Language::Portuguese,
        topics: &[Topic::Workshop, Topic::Delivery],
    },
];

/// Place in [`AGENTS`] of the one who reviews the others' work.
pub(super) const SUPERVISOR: usize = 1;

/// A department with its inbox, its page on the shop's site and the page's title.
pub(super) struct Room {
    pub(super) department: &'static str,
    /// Of the department.
    pub(super) color: &'static str,
    pub(super) inbox: &'static str,
    pub(super) pages: &'static [(&'static str, &'static str)],
}

pub(super) fn room(topic: Topic) -> Room {
    match topic {
        Topic::Sales => Room {
            department: "Vendas",
            color: "#0b6b5f",
            inbox: "Bicicletas Aurora",
            pages: &[
                ("https://aurora.example/", "Bicicletas Aurora"),
                ("https://aurora.example/sabia", "Sabiá, aro 14"),
                ("https://aurora.example/bem-te-vi", "Bem-te-vi, aro 20"),
                ("https://aurora.example/tucano", "Tucano, aro 24"),
                ("https://aurora.example/tamanhos", "Qual tamanho?"),
            ],
        },
        Topic::Workshop => Room {
            department: "Oficina",
            color: "#a8480a",
            inbox: "Oficina",
            pages: &[
                ("https://aurora.example/oficina", "A oficina"),
                ("https://aurora.example/oficina/curso", "Curso de sábado"),
            ],
        },
        Topic::Delivery => Room {
            department: "Entregas e trocas",
            color: "#1b54b8",
            inbox: "Entregas e trocas",
            pages: &[
                ("https://aurora.example/pedidos", "Meus pedidos"),
                ("https://aurora.example/trocas", "Trocas e devoluções"),
            ],
        },
    }
}

/// Given names, feminine ones first, and how many of them are.
pub(super) fn given_names(language: Language) -> (&'static [&'static str], usize) {
    match language {
        Language::Portuguese => (
            &[
                "Maria",
                "Juliana",
                "Fernanda",
                "Beatriz",
                "Patrícia",
                "Camila",
                "Larissa",
                "Renata",
                "Aline",
                "Sílvia",
                "Débora",
                "Tatiane",
                "João",
                "Carlos",
                "Marcos",
                "Felipe",
                "Gustavo",
                "Paulo",
                "Thiago",
                "André",
                "Rodrigo",
                "Vinícius",
            ],
            12,
        ),
        Language::English => (
            &[
                "Emma", "Olivia", "Sarah", "Hannah", "Nora", "Claire", "Megan", "Priya", "James", "Oliver", "Tom",
                "Daniel", "Samir", "Ben", "Liam", "George",
            ],
            8,
        ),
        Language::Spanish => (
            &[
                "Carmen",
                "Elena",
                "Sofía",
                "Marta",
                "Valentina",
                "Paula",
                "Rocío",
                "Inés",
                "Javier",
                "Pablo",
                "Mateo",
                "Sergio",
                "Andrés",
                "Hugo",
                "Tomás",
                "Nicolás",
            ],
            8,
        ),
    }
}

pub(super) fn family_names(language: Language) -> &'static [&'static str] {
    match language {
        Language::Portuguese => &[
            "Souza", "Pereira", "Brito", "Ferreira", "Oliveira", "Carvalho", "Nunes", "Teixeira", "Moraes", "Barbosa",
            "Cardoso", "Ribeiro", "Farias", "Monteiro", "Araújo",
        ],
        Language::English => &[
            "Walker",
            "Hughes",
            "Bennett",
            "O’Neill",
            "Clarke",
            "Murphy",
            "Patel",
            "Reed",
            "Fisher",
            "Grant",
            "Young",
        ],
        Language::Spanish => &[
            "García", "Navarro", "Castillo", "Molina", "Vega", "Ortega", "Ibáñez", "Suárez", "Rojas", "Delgado",
            "Prieto",
        ],
    }
}

pub(super) fn cities(language: Language) -> &'static [&'static str] {
    match language {
        Language::Portuguese => &[
            "Campinas",
            "Curitiba",
            "Recife",
            "Santos",
            "Belo Horizonte",
            "Florianópolis",
        ],
        Language::English => &["Lisbon", "Porto", "Dublin", "Bristol", "Cork"],
        Language::Spanish => &["Montevideo", "Rosario", "Córdoba", "Sevilla", "Vigo"],
    }
}

pub(super) fn days(language: Language) -> &'static [&'static str] {
    match language {
        Language::Portuguese => &["segunda", "terça", "quarta", "quinta", "sexta"],
        Language::English => &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
        Language::Spanish => &["lunes", "martes", "miércoles", "jueves", "viernes"],
    }
}

/// At an hour of the day, 0 to 23; `plain`: at any time.
pub(super) fn greeting(language: Language, hour: i64, plain: bool) -> &'static str {
    match (language, plain, hour) {
        (Language::Portuguese, true, _) => "Olá",
        (Language::Portuguese, false, ..12) => "Bom dia",
        (Language::Portuguese, false, 12..18) => "Boa tarde",
        (Language::Portuguese, false, _) => "Boa noite",
        (Language::English, true, _) => "Hello",
        (Language::English, false, ..12) => "Good morning",
        (Language::English, false, 12..18) => "Good afternoon",
        (Language::English, false, _) => "Good evening",
        (Language::Spanish, true, _) => "Hola",
        (Language::Spanish, false, ..12) => "Buenos días",
        (Language::Spanish, false, 12..20) => "Buenas tardes",
        (Language::Spanish, false, _) => "Buenas noches",
    }
}

/// How people part, the agent's words and the customer's.
pub(super) fn partings(language: Language) -> (&'static [&'static str], &'static [&'static str]) {
    match language {
        Language::Portuguese => (
            &[
                "Qualquer coisa, é só chamar por aqui!",
                "Por nada, {name}. Boas pedaladas!",
                "Fico à disposição. Um ótimo dia!",
                "Disponha! Aqui é {agent}, sempre que precisar.",
                "A gente agradece, {name} 🚲",
            ],
            &[
                "Valeu demais!",
                "Muito obrigad{o}, {agent}",
                "Ajudou muito, obrigad{o}!",
                "Top, até mais 👍",
                "Certo, bom trabalho aí",
                "Perfeito, até breve",
            ],
        ),
        Language::English => (
            &[
                "Any time, {name}!",
                "You’re welcome. Have a good ride!",
                "We’re here whenever you need us.",
                "My pleasure. Say hello to the little one!",
            ],
            &[
                "Thanks a lot, {agent}",
                "That helped, cheers!",
                "Brilliant, bye for now",
                "Much appreciated 👍",
                "Lovely, have a good day",
            ],
        ),
        Language::Spanish => (
            &[
                "¡De nada, {name}! Aquí estamos.",
                "A ti. ¡Buenas pedaladas!",
                "Cualquier cosa, escríbenos por aquí.",
                "Un placer. ¡Que la disfrute!",
            ],
            &[
                "Mil gracias, {agent}",
                "¡Qué amables!",
                "Gracias, hasta pronto 👋",
                "Me quedo más tranquil{o}, gracias",
                "Vale, buen día",
            ],
        ),
    }
}

pub(super) const BICYCLES: [&str; 5] = ["Pintassilgo", "Sabiá", "Bem-te-vi", "Tucano", "Coruja"];
