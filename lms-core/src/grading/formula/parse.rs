use super::FormulaError;
use super::evaluate::{Op, Sign};
use super::function::{Function, REFUSED_FUNCTIONS};
use super::lex::{Token, tokens};

/// The deepest nesting of brackets, functions, signs and powers in a formula.
pub const MAX_FORMULA_DEPTH: usize = 64;

/// The postfix program and the items it names.
pub(super) fn parse(text: &str) -> Result<(Vec<Op>, Vec<String>), FormulaError> {
    let trimmed = text.trim_start();
    let body = trimmed.strip_prefix('=').unwrap_or(trimmed);
    let start = text.len().saturating_sub(body.len());
    // Positions are those of the whole text.
    let shift = |error: FormulaError| match error {
        FormulaError::Character { at } => FormulaError::Character {
            at: at.saturating_add(start),
        },
        FormulaError::Number { at } => FormulaError::Number {
            at: at.saturating_add(start),
        },
        FormulaError::Reference { at } => FormulaError::Reference {
            at: at.saturating_add(start),
        },
        FormulaError::Syntax { at } => FormulaError::Syntax {
            at: at.saturating_add(start),
        },
        other => other,
    };
    let tokens = tokens(body).map_err(shift)?;
    if tokens.is_empty() {
        return Err(FormulaError::Empty);
    }
    let mut parser = Parser {
        tokens,
        at: 0,
        end: body.len(),
        program: Vec::new(),
        references: Vec::new(),
    };
    parser.expression(0, 0).map_err(shift)?;
    if parser.peek().is_some() {
        return Err(shift(parser.stuck()));
    }
    Ok((parser.program, parser.references))
}

struct Parser<'t> {
    tokens: Vec<(usize, Token<'t>)>,
    at: usize,
    end: usize,
    program: Vec<Op>,
    references: Vec<String>,
}

/// Higher binds tighter. Unary minus stands between `*` and `^`.
const UNARY: u8 = 4;

fn binary(token: &Token<'_>) -> Option<(u8, Sign)> {
    Some(match token {
        Token::Equal => (1, Sign::Equal),
        Token::Less => (1, Sign::Less),
        Token::Greater => (1, Sign::Greater),
        Token::LessOrEqual => (1, Sign::LessOrEqual),
        Token::GreaterOrEqual => (1, Sign::GreaterOrEqual),
        Token::Plus => (2, Sign::Plus),
        Token::Minus => (2, Sign::Minus),
        Token::Times => (3, Sign::Times),
        Token::Over => (3, Sign::Over),
        Token::Power => (5, Sign::Power),
        _ => return None,
    })
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<&Token<'t>> {
        self.tokens.get(self.at).map(|(_, token)| token)
    }

    fn take(&mut self) -> Option<Token<'t>> {
        let token = self.peek()?.clone();
        self.at = self.at.saturating_add(1);
        Some(token)
    }

    fn stuck(&self) -> FormulaError {
        let at = self.tokens.get(self.at).map_or(self.end, |(at, _)| *at);
        FormulaError::Syntax { at }
    }

    fn expect(&mut self, token: &Token<'_>) -> Result<(), FormulaError> {
        if self.peek() == Some(token) {
            self.at = self.at.saturating_add(1);
            Ok(())
        } else {
            Err(self.stuck())
        }
    }

    /// Precedence climbing; the depth bounds the recursion.
    fn expression(&mut self, least: u8, depth: usize) -> Result<(), FormulaError> {
        if depth > MAX_FORMULA_DEPTH {
            return Err(FormulaError::TooDeep);
        }
        let deeper = depth.saturating_add(1);
        self.operand(deeper)?;
        while let Some((strength, sign)) = self.peek().and_then(binary) {
            if strength < least {
                break;
            }
            self.at = self.at.saturating_add(1);
            let right = match sign {
                Sign::Power => strength,
                _ => strength.saturating_add(1),
            };
            self.expression(right, deeper)?;
            self.program.push(Op::Sign(sign));
        }
        Ok(())
    }

    fn operand(&mut self, depth: usize) -> Result<(), FormulaError> {
        let stuck = self.stuck();
        match self.take() {
            Some(Token::Number(value)) => self.program.push(Op::Number(value)),
            Some(Token::Item(id)) => {
                let known = self.references.iter().position(|known| known == id);
                let index = known.unwrap_or_else(|| {
                    self.references.push(id.to_owned());
                    self.references.len().saturating_sub(1)
                });
                self.program.push(Op::Item(index));
            }
            Some(Token::Minus) => {
                self.expression(UNARY, depth)?;
                self.program.push(Op::Negate);
            }
            Some(Token::Open) => {
                self.expression(0, depth)?;
                self.expect(&Token::Close)?;
            }
            Some(Token::Name(name)) => self.call(name, depth)?,
            _ => return Err(stuck),
        }
        Ok(())
    }

    fn call(&mut self, name: String, depth: usize) -> Result<(), FormulaError> {
        let Some(function) = Function::named(&name) else {
            return Err(if REFUSED_FUNCTIONS.contains(&name.as_str()) {
                FormulaError::FunctionRefused { name }
            } else {
                FormulaError::FunctionUnknown { name }
            });
        };
        let mut given: usize = 0;
        if self.peek() == Some(&Token::Open) {
            self.at = self.at.saturating_add(1);
            if self.peek() == Some(&Token::Close) {
                self.at = self.at.saturating_add(1);
            } else {
                loop {
                    self.expression(0, depth)?;
                    given = given.saturating_add(1);
                    if self.peek() != Some(&Token::Comma) {
                        break;
                    }
                    self.at = self.at.saturating_add(1);
                }
                self.expect(&Token::Close)?;
            }
        } else if !function.is_constant() {
            return Err(self.stuck());
        }
        if !function.takes(given) {
            return Err(FormulaError::Arguments { name, given });
        }
        self.program.push(Op::Call(function, given));
        Ok(())
    }
}
