import './strict.ts';
import { render } from 'preact';
import { App } from './App.tsx';
import './styles/index.css';

const root = document.querySelector('#console');
if (root) render(<App />, root);
